#!/usr/bin/env node
require("@club/shared/bin/start-program.cjs")("club-hub", require("path").join(__dirname, ".."));

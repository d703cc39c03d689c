#!/usr/bin/env node
require("@club/shared/bin/start-program.cjs")("club-agent", require("path").join(__dirname, ".."));

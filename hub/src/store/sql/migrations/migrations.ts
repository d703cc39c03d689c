import type { Migration } from "kysely/migration";
import { accountsHistoryUsage } from "./0001-accounts-history-usage.ts";
import { sharesAndProbe } from "./0002-shares-and-probe.ts";
import { deviceCodes } from "./0003-device-codes.ts";
import { voiceSamples } from "./0004-voice-samples.ts";
import { userSettings } from "./0005-user-settings.ts";
import { marks } from "./0006-marks.ts";
import { sessionsAndParents } from "./0007-sessions-and-parents.ts";
import { providersAndFacts } from "./0008-providers-and-facts.ts";
import { keptAudio } from "./0009-kept-audio.ts";
import { cues } from "./0011-cues.ts";
import { auditAndNames } from "./0012-audit-and-names.ts";
import { audioJobs } from "./0014-audio-jobs.ts";
import { links } from "./0015-links.ts";
import { invitations } from "./0019-invitations.ts";
import { incompleteHistory } from "./0020-incomplete-history.ts";
import { keyAliases } from "./0021-key-aliases.ts";

/** Every change of the schema, in order, forward only. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-accounts-history-usage": accountsHistoryUsage,
  "0002-shares-and-probe": sharesAndProbe,
  "0003-device-codes": deviceCodes,
  "0004-voice-samples": voiceSamples,
  "0005-user-settings": userSettings,
  "0006-marks": marks,
  "0007-sessions-and-parents": sessionsAndParents,
  "0008-providers-and-facts": providersAndFacts,
  "0009-kept-audio": keptAudio,
  "0011-cues": cues,
  "0012-audit-and-names": auditAndNames,
  "0014-audio-jobs": audioJobs,
  "0015-links": links,
  "0019-invitations": invitations,
  "0020-incomplete-history": incompleteHistory,
  "0021-key-aliases": keyAliases,
};

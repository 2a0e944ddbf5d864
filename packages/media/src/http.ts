// `@mediaroot/media/http`: for the dev server. Its exports may change with any release.
export { answerWithoutUpgrade } from "./application/upgrades.ts";
export { createHostCheck, type HostCheck, type HostRefusal } from "./http/host-check.ts";
export { HEADERS_TIMEOUT_MS, http } from "./http/node-http.ts";
export { pairsOf, type RawHeaders, withoutLines } from "./http/raw-headers.ts";
export { inTurn } from "./http/in-turn.ts";
export { sendRefusal } from "./http/send-answer.ts";
export { parseTarget, type RequestTarget } from "./http/request-target.ts";

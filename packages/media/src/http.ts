// `@mediaroot/media/http`: what the dev server shares with the media route.
export { answerWithoutUpgrade } from "./application/upgrades.ts";
export { type HostRefusal, refuseRequest } from "./http/host-check.ts";
export { HEADERS_TIMEOUT_MS, http } from "./http/node-http.ts";
export { sendRefusal } from "./http/send-answer.ts";
export { parseTarget, type RequestTarget } from "./http/request-target.ts";

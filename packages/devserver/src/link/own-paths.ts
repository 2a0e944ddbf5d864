import { RESERVED_PREFIX } from "@mediaroot/core/media";

/** Live reload: the stream of server-sent events. */
export const EVENTS_PATH: string = `${RESERVED_PREFIX}events`;

/** The files of this package's `assets/`. */
export const ASSETS_PREFIX: string = `${RESERVED_PREFIX}assets/`;

/** The media map: every file of every source, and which of them win. */
export const MEDIA_MAP_PATH: string = `${RESERVED_PREFIX}media`;

/** Opens the user's editor, from the form of an error page. */
export const EDITOR_PATH: string = `${RESERVED_PREFIX}editor`;

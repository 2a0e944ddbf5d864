import { joinFirst } from "@mediaroot/core/media";

/** @returns a line about edits that change no page, because copies of syncmedia are served at these logical paths */
export function renderHidden(logicalPaths: readonly string[]): string {
  const [hold, are] =
    logicalPaths.length === 1 ? ["holds syncmedia's copy", "is"] : ["holds syncmedia's copies", "are"];
  const names = joinFirst(logicalPaths);
  return `${names} changed, but MEDIA_ROOT ${hold}, which ${are} served: run syncmedia, or remove the copies from MEDIA_ROOT.`;
}

import type { Project } from "@mediaroot/core";
import { addMediaToApp, type FullApp, type NodeApplication } from "@mediaroot/media";

type ApplicationMount = Project["applicationMounts"][number];

/**
 * Mounts the applications of a project's MOUNTS. When one cannot be, those before it and the full application are closed.
 *
 * @param load loads one of them
 * @returns the same full application
 * @throws what `load` throws; MOUNT_REFUSED
 */
export async function mountApplications(
  full: FullApp,
  project: Project,
  load: (mount: ApplicationMount) => Promise<NodeApplication>,
): Promise<FullApp> {
  const held: NodeApplication[] = [full];
  try {
    for (const mount of project.applicationMounts) {
      const app = await load(mount);
      held.push(app);
      full.mount(mount.prefix, app);
      held.pop();
    }
    return full;
  } catch (error) {
    // A full application closes what it holds, whatever its shape. The error that matters is the first.
    await Promise.allSettled(held.map((app) => addMediaToApp(app, project).close()));
    throw error;
  }
}

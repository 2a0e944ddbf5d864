// The first import of every command: what makes it impossible to run is one sentence, not a stack. Plain JavaScript, since an
// old Node has to run it.

/**
 * @param {string} version such as "24.11.0"
 * @returns {string | undefined} what to tell the user, if Mediaroot does not run on this version
 */
export function refuseNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if ((major === 22 && minor >= 22) || (major === 24 && minor >= 11) || major > 24) return undefined;
  return `Mediaroot needs Node.js 22.22 or later (22.x), or 24.11 or later; this is ${version}. Install the current LTS from https://nodejs.org, or with a version manager: nvm install --lts`;
}

function refuseDirectory() {
  try {
    process.cwd();
    return undefined;
  } catch {
    return "The current directory no longer exists. Change to one that does, and run the command again.";
  }
}

const refusal = refuseNode(process.versions.node) || refuseDirectory();
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

/** The id of a check: its area, its level (E is an error, W a warning), and a number. An id keeps its meaning for ever. */
export type CheckId =
  | "apps.E001"
  | "apps.E002"
  | "apps.W003"
  | "apps.W004"
  | "apps.W005"
  | "apps.W006"
  | "apps.E007"
  | "media.E001"
  | "media.E002"
  | "media.W003"
  | "media.E004"
  | "media.E005"
  | "media.E006"
  | "media.E007"
  | "media.E008"
  | "media.E009"
  | "overrides.W001"
  | "overrides.E002"
  | "references.E001"
  | "references.E002"
  | "references.W003"
  | "references.W004"
  | "references.W005"
  | "references.W006"
  | "templates.E001"
  | "templates.E002"
  | "templates.W003"
  | "templates.W004"
  | "templates.E005"
  | "templates.E006"
  | "templates.W007"
  | "templates.E008"
  | "deploy.E001"
  | "deploy.E002"
  | "deploy.W003"
  | "deploy.E004"
  | "deploy.W005"
  | "deploy.W006"
  | "deploy.E007"
  | "deploy.E008"
  | "deploy.E009"
  | "pack.E001"
  | "pack.E002"
  | "checks.W001";

interface CheckRow {
  /** The fault that is found. */
  readonly title: string;
  /** What to write or do. */
  readonly fix: string;
}

const row = (title: string, fix: string): CheckRow => ({ title, fix });

const CORRECT_PATH = "Correct the path, or add the file.";
const RENAME = "Rename one of them: on macOS and Windows the two are one file.";
const USE_MEDIA_URL = 'Write << MEDIA_URL >> before the path, or media_url("...").';

/** All checks by id. docs/checks.md is tested against this table. */
export const CHECKS: Readonly<Record<CheckId, CheckRow>> = {
  "apps.E001": row(
    "A media directory that INSTALLED_APPS names is not there",
    "Build or install it, or correct `media` in INSTALLED_APPS.",
  ),
  "apps.E002": row(
    "A template directory that the app or INSTALLED_APPS names is not there",
    "Correct `templates`, or create the directory.",
  ),
  "apps.W003": row("A media directory has no file that is served", "Add the app's media, or remove the directory."),
  "apps.W004": row("A template directory is empty", "Add the app's templates, or remove the directory."),
  "apps.W005": row(
    "A directory of the app is outside of what its package publishes",
    'Add the directory to "files" in package.json.',
  ),
  "apps.W006": row(
    "An app has neither media nor templates nor code",
    "Add them, or remove the app from INSTALLED_APPS.",
  ),
  "apps.E007": row("The code of an app or of the site fails", "Fix the error; `devserver start` shows it in full."),
  "media.E001": row("Two media files differ only in letter case", RENAME),
  "media.E002": row(
    "A media file has a name that is never served",
    "Give it a name that every system can hold: no \\ or :, no dot or space at the end, no device name of Windows.",
  ),
  "media.W003": row("An override shadows nothing", "Correct its path if the app has renamed the file, or delete it."),
  "media.E004": row("A template names media that no source has", CORRECT_PATH),
  "media.E005": row("A media declaration names a file that no source has", CORRECT_PATH),
  "media.E006": row("Something names media that MEDIA_IGNORE hides", "Rename the file, or change MEDIA_IGNORE."),
  "media.E007": row("`imports` of an app names a file that no source has", CORRECT_PATH),
  "media.E008": row("A directory or file of media cannot be read", "Let the user who runs the site read it."),
  "media.E009": row(
    "A link or special file in media is never served",
    "Put a file there. A link may lead only to media of the project or of an app.",
  ),
  "overrides.W001": row(
    "An app has changed a file since the project copied it",
    "`devserver override --update` merges it; `devserver find` shows what has changed.",
  ),
  "overrides.E002": row(
    "What overrides were copied from cannot be read",
    "Restore .mediaroot/overrides.json; after a merge, keep the entries of both sides.",
  ),
  "references.E001": row("A style sheet refers to a file that no source has", CORRECT_PATH),
  "references.E002": row(
    "A module imports a file that no source has",
    "Correct the path, or add the file. Browsers add no extension and no index.js.",
  ),
  "references.W003": row(
    "A source map that a file names is not there",
    "Ship the map, or build without the comment that names it.",
  ),
  "references.W004": row(
    "A style sheet or script cannot be read, and is published as it is",
    "Correct its syntax, or save it as UTF-8.",
  ),
  "references.W005": row(
    "A style sheet has MEDIA_URL or ADMIN_MEDIA_PREFIX written out",
    "Write a path relative to the style sheet.",
  ),
  "references.W006": row(
    "Files of an installed package that nothing of the site names refer to files that no source has",
    'Nothing has to be done. To leave such files out, name the directory that is made for browsers: `media: "dist"` in INSTALLED_APPS.',
  ),
  "templates.E001": row("A template has a syntax error", "Correct it at that place."),
  "templates.E002": row("A template names a template that does not exist", "Correct the name, or add the template."),
  "templates.W003": row(
    "Two apps have a template of the same name, and one hides the other",
    "Put the templates of an app into a directory named like it: templates/<label>/.",
  ),
  "templates.W004": row(
    "A template of the project overrides nothing",
    "Correct its name if the app has renamed the template, or delete it.",
  ),
  "templates.E005": row("Two templates differ only in letter case", RENAME),
  "templates.E006": row(
    "A template has a name that cannot be used",
    "Give it a name that every system can hold: no \\ or :, no dot or space at the end, no device name of Windows.",
  ),
  "templates.W007": row("A template has MEDIA_URL or ADMIN_MEDIA_PREFIX written out", USE_MEDIA_URL),
  "templates.E008": row(
    "url_for names a route that does not exist",
    'Correct the name, or name the route: config: { name: "post" }.',
  ),
  "deploy.E001": row(
    "DEBUG is on",
    "Run the site, and this check, with the settings of production: DEBUG off, for example by NODE_ENV=production.",
  ),
  "deploy.E002": row("SECRET_KEY is not set", "Set SECRET_KEY in the environment of production."),
  "deploy.W003": row(
    "SECRET_KEY is weak",
    "Make one of 50 random characters: node -p 'crypto.randomBytes(38).toString(\"base64url\")'",
  ),
  "deploy.E004": row("ALLOWED_HOSTS is empty", 'Write `ALLOWED_HOSTS: ["example.com"]`.'),
  "deploy.W005": row(
    "ALLOWED_HOSTS allows every host",
    "Name the hosts, unless a server in front of the site checks them.",
  ),
  "deploy.W006": row("What is published is older than the media", "Run syncmedia again."),
  "deploy.E007": row("Media has not been published", "Run syncmedia before the site starts."),
  "deploy.E008": row("Every user of the machine can write to MEDIA_ROOT", "Take the right away: chmod o-w."),
  "deploy.E009": row("MEDIA_ROOT cannot be read", "Let the user who runs the site read it: chmod u+rx."),
  "pack.E001": row("The package leaves out a directory of the app", 'Add the directory to "files" in package.json.'),
  "pack.E002": row(
    "The package has app.ts, which Node does not run inside of node_modules",
    "Build it to app.js, and pack that.",
  ),
  "checks.W001": row("An entry of CHECKS.SILENCE matches nothing", "Remove it."),
};

/** @returns the level that an id names */
export function levelOf(id: CheckId): "error" | "warning" {
  return id.includes(".E") ? "error" : "warning";
}

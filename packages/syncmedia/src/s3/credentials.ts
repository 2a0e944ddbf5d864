import { reasonOf, type S3Credentials } from "@mediaroot/core";
import { syncError } from "../errors.ts";

/** Gives the keys that requests are signed with. */
export type CredentialSource = () => Promise<S3Credentials>;

/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How long before their expiration new keys are asked for. */
const MARGIN_MS = 5 * 60 * 1000;

/**
 * Reads the credentials of the environment variables that the AWS command line reads.
 *
 * @param bucket its name, for the message
 * @throws BUCKET_CREDENTIALS_MISSING
 */
export function environmentCredentials(bucket: string, environment: Environment): S3Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  const missing = Object.entries({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }).find(([, value]) => !value)?.[0];
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw syncError("BUCKET_CREDENTIALS_MISSING", { bucket, reason: `${missing} is not set` });
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN || undefined,
  };
}

/**
 * Creates a source from the function in SYNCMEDIA.S3.CREDENTIALS, which is called again before its keys expire.
 *
 * @param bucket its name, for the message
 */
export function providedCredentials(bucket: string, provider: () => Promise<S3Credentials>): CredentialSource {
  let current: Promise<S3Credentials> | undefined;
  return async () => {
    if (current === undefined || isExpiring(await current)) {
      current = ask(bucket, provider);
      // A failure is not remembered: the next request asks again.
      current.catch(() => (current = undefined));
    }
    return current;
  };
}

function isExpiring({ expiration }: S3Credentials): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < MARGIN_MS;
}

async function ask(bucket: string, provider: () => Promise<S3Credentials>): Promise<S3Credentials> {
  const missing = (reason: string, cause?: unknown): Error =>
    syncError("BUCKET_CREDENTIALS_MISSING", { bucket, reason: `SYNCMEDIA.S3.CREDENTIALS ${reason}` }, cause);
  let credentials: Partial<S3Credentials> | undefined;
  try {
    credentials = await provider();
  } catch (error) {
    throw missing(`failed: ${reasonOf(error)}`, error);
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = Object(credentials) as Partial<S3Credentials>;
  if (!accessKeyId || !secretAccessKey) throw missing("gave no accessKeyId and secretAccessKey");
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

/**
 * The header lines of every media answer: types are not guessed, and in development no other site's page may load what is
 * served here.
 *
 * @param development whether this is a development server
 */
export function securityHeaders(development: boolean): readonly string[] {
  const nosniff = ["X-Content-Type-Options", "nosniff"];
  return development ? [...nosniff, "Cross-Origin-Resource-Policy", "same-origin"] : nosniff;
}

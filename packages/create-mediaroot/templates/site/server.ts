/** The site in production: its pages, and the media that `npm run deploy` has published. */
import { loadProject, MediarootError } from "@mediaroot/core";
import { loadFullApp } from "@mediaroot/runtime";

process.env.NODE_ENV = "production";
const { HOST = "127.0.0.1", PORT = "8000" } = process.env;

try {
  const fullApp = await loadFullApp(await loadProject({ directory: import.meta.dirname }));
  const server = await fullApp.listen(Number(PORT), HOST);
  console.log(`http://${HOST}:${PORT}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => void fullApp.close()));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof MediarootError) console.error(`${error.message}\n${error.fix}`);
  else if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    console.error(`Port ${PORT} is in use. Choose another one with the environment variable PORT.`);
  else throw error;
}

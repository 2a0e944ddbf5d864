// What the reading thread runs.
import { workerData } from "node:worker_threads";
import { type SecondTask, readFromEnd } from "./publication/reading-task.ts";

readFromEnd(workerData as SecondTask);

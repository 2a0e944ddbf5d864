// `@mediaroot/runtime/create`: the installed apps as one application, without what serves media, which need not load then.
export { type ApplicationOptions, createApplication } from "./site/application.ts";

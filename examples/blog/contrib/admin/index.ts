/** The part of the admin that other apps import, to describe what the admin edits for them. */
export { FieldError, uniquely } from "./field-error.ts";
export {
  type AdminResources,
  type AdminSite,
  type AnyResource,
  defineResource,
  type ListQuery,
  type Resource,
  type ResourceField,
  type ResourceStore,
  type Row,
} from "./resource.ts";
export type { Choice, Widget, Widgets } from "./widgets.ts";

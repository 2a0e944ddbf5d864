/** What other apps import of the admin: how they describe what it edits. */
export { FieldError } from "./field-error.ts";
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

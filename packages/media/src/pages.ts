// `@mediaroot/media/pages`: the frame of the pages that Mediaroot makes, for the dev server's own.
export {
  ERROR_PAGE_POLICY,
  type Markup,
  markup,
  type MarkupValue,
  PAGE_POLICY,
  RELOADED_PAGE_POLICY,
  renderPage,
} from "./pages/page.ts";

// `@mediaroot/media/pages`: the frame of Mediaroot's pages, for the dev server. Its exports may change with any release.
export {
  ERROR_PAGE_POLICY,
  MAP_PAGE_POLICY,
  type Markup,
  markup,
  type MarkupValue,
  PAGE_POLICY,
  RELOADED_PAGE_POLICY,
  renderPage,
} from "./pages/page.ts";

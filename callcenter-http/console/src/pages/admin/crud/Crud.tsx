import { Route, Routes } from "react-router";
import { Create, Edit } from "./Edit";
import { List } from "./List";
import type { Resource } from "./resource";

/** A kind of thing: its list, one that is made, one that is changed; each with its own address. */
export function Crud({ resource }: { resource: Resource }) {
  return (
    <Routes>
      <Route index element={<List resource={resource} />} />
      <Route path="new" element={<Create resource={resource} />} />
      <Route path=":id" element={<Edit resource={resource} />} />
    </Routes>
  );
}

import { Route, Routes } from "react-router";
import { Failed } from "~/app/Failed";
import { Console } from "./Console";

export default function Calls() {
  return (
    <Routes>
      <Route path=":id?" element={<Console />} />
      <Route path="*" element={<Failed missing />} />
    </Routes>
  );
}

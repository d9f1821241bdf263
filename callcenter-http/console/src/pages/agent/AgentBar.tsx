import { SoftphoneHost } from "~/softphone";
import { Ringing } from "./Ringing";
import { StateMenu } from "./state/StateMenu";

/** What an agent has on every page: his state, and who calls. */
export default function AgentBar() {
  return (
    <>
      <SoftphoneHost />
      <StateMenu />
      <Ringing />
    </>
  );
}

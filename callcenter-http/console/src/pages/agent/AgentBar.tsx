import { StateMenu } from "./state/StateMenu";

/** What an agent has on every page: his state. */
export default function AgentBar() {
  return <StateMenu />;
}

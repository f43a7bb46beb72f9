import { useMemo, useRef, useState, type ReactNode } from "react";
import { closeView, submitView } from "./api";
import { initialOf } from "./blocks/Actions";
import { Blocks } from "./blocks/Blocks";
import { FormContext } from "./blocks/Input";
import { Dialog } from "./Dialog";
import { Text } from "./mrkdwn";
import type { View } from "./types";
import { useNames } from "./workspace";

function initialValues(view: View): Record<string, string> {
  const values: Record<string, string> = {};
  for (const block of view.blocks) {
    if (block.type === "input" && block.element) values[block.element.action_id] = initialOf(block.element);
  }
  return values;
}

/** A modal that the app has opened: its inputs are sent together, and the app may refuse some of them. */
export function Modal({ view }: { view: View }): ReactNode {
  const { me } = useNames();
  const values = useRef(initialValues(view));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useMemo(
    () => ({
      problems,
      set: (actionId: string, value: string) => {
        values.current[actionId] = value;
      },
    }),
    [problems],
  );
  const close = () => void closeView({ view_id: view.id, user: me.id });
  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const ack = await submitView({ view_id: view.id, values: values.current, user: me.id });
      if (ack.error) setFailure("We had some trouble connecting. Try again?");
      const said = ack.body ? (JSON.parse(ack.body) as { errors?: Record<string, string> }) : {};
      setProblems(said.errors ?? {});
    } catch (error) {
      setFailure((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={<Text text={view.title} />}
      label={view.title.text}
      onClose={close}
      className="modal"
      footer={
        <>
          {failure && (
            <span className="problem" role="alert">
              {failure}
            </span>
          )}
          <button type="button" className="button" onClick={close}>
            {view.close ? <Text text={view.close} /> : "Close"}
          </button>
          {view.submit && (
            <button type="submit" form={view.id} className="button filled primary" disabled={busy}>
              <Text text={view.submit} />
            </button>
          )}
        </>
      }
    >
      <form
        id={view.id}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormContext value={form}>
          <Blocks blocks={view.blocks} />
        </FormContext>
      </form>
    </Dialog>
  );
}

import type { ReactNode } from "react";
import { Dialog } from "../Dialog";
import { Text } from "../mrkdwn";
import type { Confirm } from "../types";

export function ConfirmDialog(props: { confirm: Confirm; onYes: () => void; onNo: () => void }): ReactNode {
  const { confirm } = props;
  return (
    <Dialog
      title={<Text text={confirm.title} />}
      label={confirm.title.text}
      onClose={props.onNo}
      className="confirm"
      footer={
        <>
          <button type="button" className="button" onClick={props.onNo}>
            <Text text={confirm.deny} />
          </button>
          <button
            type="button"
            className={`button filled ${confirm.style === "danger" ? "danger" : "primary"}`}
            onClick={props.onYes}
            data-first
          >
            <Text text={confirm.confirm} />
          </button>
        </>
      }
    >
      <Text text={confirm.text} />
    </Dialog>
  );
}

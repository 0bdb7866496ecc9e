import LightningConfirm from 'lightning/confirm';

let natively = false;

/** Whether the browser asks, as classic pages have it, instead of a Lightning dialog: facts 10.7 [C], 11.2. */
export function confirmNatively(on: boolean): void {
  natively = on;
}

/** Asks before something that cannot be taken back easily; true where the person agrees. */
export async function askToConfirm(question: { label: string; message: string; theme?: string }): Promise<boolean> {
  if (natively) return window.confirm(`${question.label}\n\n${question.message}`);
  return LightningConfirm.open(question);
}

declare module 'lightning/confirm' {
  const LightningConfirm: {
    open(options: { label: string; message: string; theme?: string }): Promise<boolean>;
  };
  export default LightningConfirm;
}

declare module 'lightning/toast' {
  const Toast: {
    show(options: { label: string; message?: string; variant: 'success' | 'error' }, source: object): void;
  };
  export default Toast;
}

/** Side effect only: patches the DOM of the page. */
declare module '@lwc/synthetic-shadow';

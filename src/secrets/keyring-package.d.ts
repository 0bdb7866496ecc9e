/** What is used of the optional package, so that the program can be built where it is not installed. */
declare module '@napi-rs/keyring' {
  export class AsyncEntry {
    constructor(service: string, account: string, options?: { linux?: { store: 'secret-service' | 'keyutils' } });
    setPassword(value: string): Promise<void>;
    getPassword(): Promise<string | null>;
    deletePassword(): Promise<boolean>;
  }
}

import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A refusal in the words of the REST API, which come as a list of one. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: ContentfulStatusCode;

  constructor(code: string, message: string, status: ContentfulStatusCode = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }

  get body(): Array<{ message: string; errorCode: string }> {
    return [{ message: this.message, errorCode: this.code }];
  }
}

export const noSuchResource = () => new ApiError('NOT_FOUND', 'The requested resource does not exist', 404);

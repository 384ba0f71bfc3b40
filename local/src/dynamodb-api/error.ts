import { HttpResponse, jsonResponse } from './http-response';

const NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate',
  ThrottlingException: 'com.amazon.coral.availability',
  ResourceNotFoundException: 'com.amazonaws.dynamodb.v20120810',
  ProvisionedThroughputExceededException: 'com.amazonaws.dynamodb.v20120810',
  InternalServerError: 'com.amazonaws.dynamodb.v20120810',
  LimitExceededException: 'com.amazonaws.dynamodb.v20120810',
  TransactionCanceledException: 'com.amazonaws.dynamodb.v20120810',
  IdempotentParameterMismatchException: 'com.amazonaws.dynamodb.v20120810',
};

/** An error that DynamoDB would answer. */
export class DynamodbError extends Error {
  public readonly name: string;

  /**
   * @param name what the SDKs call the exception: `ValidationException`, …
   * @param reason for the kit's access log, where the message does not say enough
   */
  public constructor(
    name: string,
    message: string,
    public readonly reason: string = message,
    /** What the error tells beside its message. */
    private readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = name;
  }

  /** The error as DynamoDB writes it. */
  public get body(): Readonly<Record<string, unknown>> {
    // DynamoDB itself is not consistent here: authorization failures and cancelled transactions come with a capital letter
    const field = ['AccessDeniedException', 'TransactionCanceledException'].includes(this.name) ? 'Message' : 'message';
    return { __type: `${NAMESPACES[this.name] ?? 'com.amazon.coral.service'}#${this.name}`, [field]: this.message, ...this.details };
  }

  public toResponse(): HttpResponse {
    return jsonResponse(this.name === 'InternalServerError' ? 500 : 400, JSON.stringify(this.body));
  }
}

/** The error for an input that is not as the operation wants it. */
export function validationError(message: string): DynamodbError {
  return new DynamodbError('ValidationException', message);
}

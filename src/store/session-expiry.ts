import { ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE } from '../validation/names';
import { ValidationErrors } from '../validation/validation-errors';

/**
 * How the items of a session store come to an end.
 *
 * A DynamoDB table deletes an item by itself when the item carries a number of epoch seconds in the table's time to live
 * (TTL) attribute. A client that writes no such number needs another way to clean up, or its table grows for ever.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class SessionExpiry {
  /**
   * The client writes epoch seconds into this attribute, and DynamoDB deletes the item some time after they have passed.
   *
   * Deletion may take days; until then the client itself must not accept the item.
   *
   * @param attributeName name of a top-level attribute of type Number, 1 to 255 characters
   * @throws when the name is empty or longer than 255 characters
   */
  public static timeToLive(attributeName: string): SessionExpiry {
    const errors = new ValidationErrors();
    errors.matches('attributeName', attributeName, ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE);
    errors.throwIfAny();
    return new SessionExpiry(attributeName, undefined);
  }

  /**
   * The client writes nothing that DynamoDB's time to live can use: items stay until somebody deletes them.
   *
   * @param reason why, for whoever reads the code: `'expires is an ISO string'`
   * @throws when the reason is empty or has several lines
   */
  public static never(reason: string): SessionExpiry {
    const errors = new ValidationErrors();
    errors.matches('reason', reason, /^.*\S.*$/, "a reason in words on one line, such as 'the client writes milliseconds'");
    errors.throwIfAny();
    return new SessionExpiry(undefined, reason);
  }

  /** Attribute for the table's time to live; undefined when the client writes none. */
  public readonly timeToLiveAttribute?: string;

  /** Why there is no time to live; undefined when there is one. */
  public readonly reason?: string;

  private constructor(timeToLiveAttribute: string | undefined, reason: string | undefined) {
    this.timeToLiveAttribute = timeToLiveAttribute;
    this.reason = reason;
  }
}

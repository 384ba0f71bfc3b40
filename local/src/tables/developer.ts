import { IncomingMessage } from 'node:http';
import { TableBlueprint } from '../blueprint/blueprint';
import { DynamodbError } from '../dynamodb-api/error';
import { Caller } from '../dynamodb-api/signature';
import { accountOf, regionOf } from '../foundation/arn';
import { Identity } from '../iam/identity';

/** Who calls through the port for a person's own tools: whoever signs, with any key, as emulators have it. */
export class Developer {
  private readonly identity: Identity;
  private readonly region: string;

  constructor(tables: readonly TableBlueprint[]) {
    const [arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/none'] = tables.flatMap(({ arns }) => arns);
    const account = accountOf(arn);
    this.region = regionOf(arn);
    this.identity = {
      server: 'developer',
      role: { name: 'developer', arn: `arn:aws:iam::${account}:user/developer`, statements: [] },
      accessKeyId: '',
      secretAccessKey: '',
      sessionToken: '',
    };
  }

  public is(identity: Identity): boolean {
    return identity === this.identity;
  }

  /**
   * The caller of a request; its region is that of the tables, whatever its tool is set to.
   *
   * @throws DynamodbError when it is not signed: a page in a browser cannot sign without asking first
   */
  public recognize({ headers: { authorization = '' } }: IncomingMessage): Caller {
    if (!/^AWS4-HMAC-SHA256 Credential=[^/,\s]+\//.test(authorization)) {
      const advice = 'give the tool any access key and secret, such as AWS_ACCESS_KEY_ID=local and AWS_SECRET_ACCESS_KEY=local';
      throw new DynamodbError('MissingAuthenticationTokenException', `Request is missing Authentication Token: ${advice}`);
    }
    return { identity: this.identity, region: this.region };
  }
}

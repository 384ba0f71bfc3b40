import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticbeanstalk from 'aws-cdk-lib/aws-elasticbeanstalk';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { granteeName } from '../grants/internal/principal';
import { deliveredBy, sessionCommands } from './internal/delivery-script';
import { validateSystemdUnits } from './internal/systemd-units';
import { userDataSizeProblem, userDataProblem } from './internal/user-data-validation';
import { ValidationErrors, quoted } from '../validation/validation-errors';

/**
 * An application that exists, to which `attachTo` of a session table attaches sessions.
 *
 * ```ts
 * declare const service: ecs.FargateService;
 *
 * new SessionTable(this, 'Sessions').attachTo(SessionHost.taskDefinition(service.taskDefinition));
 * ```
 */
export class SessionHost {
  /**
   * The instances of an Auto Scaling group, through the user data of the group or of its launch template.
   *
   * The variables reach every process, as with `LoadBalancedSessionService`. Our commands come after those that the user data
   * holds already, and never run if one of them ends the script (`exit`). Attach after the commands that install the web server.
   * EC2 takes 16384 bytes of user data, ours included.
   *
   * @throws when the user data is no shell script
   */
  public static autoScalingGroup(group: autoscaling.IAutoScalingGroup, options: SessionUserDataOptions = {}): SessionHost {
    const resource = group.node.defaultChild as autoscaling.CfnAutoScalingGroup | undefined;
    const name = `'${group.node.path}'`;
    const userData = userDataOf(group);
    if (!resource || !userData) {
      const reason = resource ? 'its launch template does not show its user data' : 'it is imported and has no user data to change';
      return new SessionHost({ name, grantee: group, scope: group, obstacle: reason });
    }
    const instances = instancesWith(userData, options, group);
    return new SessionHost({
      ...instances,
      name,
      grantee: group,
      scope: group,
      replacesNothing: !Object.keys(resource.cfnOptions.updatePolicy ?? {}).some((policy) => policy !== 'autoScalingScheduledAction'),
      deliver: (environment) => {
        instances.deliver(environment);
        // tools that read the template find the variables here, not only inside a script
        resource.addMetadata('cdk-dynamodb-sessions', { environment: instances.variables() });
      },
    });
  }

  /**
   * Instances that start with this user data: of a launch template, a single instance or a part of multipart user data.
   *
   * @param userData a shell script; our commands come after those that it holds already
   * @param grantee the instances' role, or an instance
   * @throws when the user data is no shell script
   */
  public static userData(userData: ec2.UserData, grantee: iam.IGrantable, options: SessionUserDataOptions = {}): SessionHost {
    return new SessionHost({ ...instancesWith(userData, options), name: granteeName(grantee), grantee });
  }

  /** One container of a task definition of Amazon ECS, through its environment; its task role gets the rights. */
  public static containerDefinition(container: ecs.ContainerDefinition): SessionHost {
    return new SessionHost({
      name: `'${container.node.path}'`,
      grantee: container.taskDefinition.taskRole,
      scope: container,
      variables: () => {
        const { environment, secrets } = container.renderContainerDefinition();
        return {
          ...Object.fromEntries((environment as ecs.CfnTaskDefinition.KeyValuePairProperty[] ?? []).map((each) => [each.name, each.value])),
          ...Object.fromEntries((secrets as ecs.CfnTaskDefinition.SecretProperty[] ?? []).map((each) => [each.name, { secret: each.valueFrom }])),
        };
      },
      deliver: addEach((name, value) => container.addEnvironment(name, value)),
    });
  }

  /**
   * A container of a task definition of Amazon ECS, for instance of a service's `taskDefinition`.
   *
   * @param taskDefinition the task definition, with the container in it
   * @param containerName name of the container, by default `taskDefinition.defaultContainer`, the first essential one
   * @throws when the task definition has no such container
   */
  public static taskDefinition(taskDefinition: ecs.TaskDefinition, containerName?: string): SessionHost {
    const container = containerName === undefined ? taskDefinition.defaultContainer : taskDefinition.findContainer(containerName);
    const errors = new ValidationErrors();
    if (!container) {
      errors.add(containerName === undefined
        ? '`taskDefinition` must have an essential container, got: none; add it before'
        : `\`containerName\` must name a container of the task definition, got: ${quoted(containerName)}`);
    }
    errors.throwIfAny(taskDefinition);
    return SessionHost.containerDefinition(container!);
  }

  /**
   * A Lambda function, through its environment without `AWS_REGION`, which Lambda sets itself.
   *
   * An imported function, a version or an alias gets the rights alone.
   */
  public static lambdaFunction(handler: lambda.IFunction): SessionHost {
    const owned = handler as Partial<lambda.Function>;
    const resource = handler.node.defaultChild as lambda.CfnFunction | undefined;
    return new SessionHost({
      name: `'${handler.node.path}'`,
      grantee: handler,
      scope: handler,
      keepsRegion: true,
      ...(owned.addEnvironment ? {
        variables: () => Stack.of(handler).resolve(resource?.environment)?.variables ?? {},
        deliver: addEach((name, value) => owned.addEnvironment!(name, value)),
      } : { obstacle: 'it is imported, a version or an alias' }),
    });
  }

  /**
   * An environment of AWS Elastic Beanstalk, through its option settings.
   *
   * @param environment the environment; settings of its own, set earlier or in a template, stay
   * @param instanceRole role of the instance profile
   */
  public static elasticBeanstalkEnvironment(environment: elasticbeanstalk.CfnEnvironment, instanceRole: iam.IGrantable): SessionHost {
    const host = { name: `'${environment.node.path}'`, grantee: instanceRole, scope: environment };
    if (!Array.isArray(environment.optionSettings ?? [])) {
      return new SessionHost({ ...host, obstacle: 'its option settings are known only at deployment' });
    }
    const settings = () => environment.optionSettings as elasticbeanstalk.CfnEnvironment.OptionSettingProperty[] ?? [];
    const variables = () => Object.fromEntries(settings()
      .filter(({ namespace }) => namespace === BEANSTALK_VARIABLES)
      .map(({ optionName, value }) => [optionName, value]));
    return new SessionHost({
      ...host,
      variables,
      deliver: (added) => {
        const before = variables();
        const missing = Object.entries(added).filter(([name]) => !(name in before));
        environment.optionSettings = [
          ...settings(), ...missing.map(([optionName, value]) => ({ namespace: BEANSTALK_VARIABLES, optionName, value })),
        ];
      },
    });
  }

  /** Anything else that can be granted rights: rights alone, and you deliver the `environment` that `attachTo` returns. */
  public static grantee(grantee: iam.IGrantable): SessionHost {
    return new SessionHost({ name: granteeName(grantee), grantee });
  }

  private constructor(private readonly application: Application) {}

  /**
   * @internal
   */
  public get _application(): Application {
    return this.application;
  }
}

/** Options of hosts that have user data. */
export interface SessionUserDataOptions {
  /**
   * Services of systemd that run before user data does and see the variables only after a restart: `my-app`, `worker@*`.
   *
   * @default - PHP-FPM and Apache alone are restarted
   */
  readonly restartServices?: string[];
}

/** What attaching must know about an application; here and not in `internal/`, so that no published declaration points there. */
interface Application {
  /** What messages call it. */
  readonly name: string;
  readonly grantee: iam.IGrantable;
  /** Where it stands, if that is known. */
  readonly scope?: IConstruct;
  /** Why the variables cannot be delivered. */
  readonly obstacle?: string;
  /** Whether `AWS_REGION` is set by the service that runs it. */
  readonly keepsRegion?: boolean;
  /** Whether what runs already stays as it is. */
  readonly replacesNothing?: boolean;
  /** The variables that it has; not always text. */
  readonly variables?: () => Record<string, unknown>;
  /** What is wrong with its user data when these variables are added. */
  readonly problemWith?: (environment: Record<string, string>) => string | undefined;
  /** Nothing where it takes no variables. */
  readonly deliver?: (environment: Record<string, string>) => void;
}

const BEANSTALK_VARIABLES = 'aws:elasticbeanstalk:application:environment';

function addEach(add: (name: string, value: string) => void): (environment: Record<string, string>) => void {
  return (environment) => Object.entries(environment).forEach(([name, value]) => add(name, value));
}

function instancesWith(userData: ec2.UserData, { restartServices }: SessionUserDataOptions, scope?: IConstruct) {
  const errors = new ValidationErrors();
  const problem = userDataProblem(userData);
  if (problem) {
    errors.add(`${problem}, or SessionHost.grantee and deliver the variables yourself`);
  }
  validateSystemdUnits(errors, restartServices);
  errors.throwIfAny(scope);
  const variables = () => deliveredBy(userData.render());
  const commands = (environment: Record<string, string>) => {
    const before = variables();
    // one file holds all variables, so those of an earlier table are written again
    const all = { ...before, ...environment };
    return Object.keys(all).length > Object.keys(before).length ? sessionCommands(all, restartServices) : [];
  };
  return {
    variables,
    problemWith: (environment: Record<string, string>) => userDataSizeProblem(userData, commands(environment)),
    deliver: (environment: Record<string, string>) => userData.addCommands(...commands(environment)),
  };
}

/** Undefined for an imported group, and where a launch template does not know its user data. */
function userDataOf(group: autoscaling.IAutoScalingGroup): ec2.UserData | undefined {
  try {
    return (group as Partial<autoscaling.AutoScalingGroup>).userData;
  } catch {
    // aws-cdk-lib knows no other way to ask
    return undefined;
  }
}

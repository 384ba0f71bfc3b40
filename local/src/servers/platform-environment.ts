import { ServiceBlueprint } from '../blueprint/blueprint';

type Place = Pick<ServiceBlueprint, 'compute' | 'region' | 'path' | 'function'>;

/**
 * What AWS itself tells every process; on EC2 one knows nothing that nobody has told it, its region neither.
 *
 * Fargate and Lambda give the region in both variables, an instance of an ECS cluster in none.
 */
export function platformEnvironment(service: Place): Record<string, string> {
  const region = { AWS_REGION: service.region, AWS_DEFAULT_REGION: service.region };
  switch (service.compute) {
    case 'fargate': return { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', ...region };
    case 'ecs-on-ec2': return { AWS_EXECUTION_ENV: 'AWS_ECS_EC2' };
    case 'ec2': return {};
    case 'lambda': return { ...region, ...functionEnvironment(service) };
  }
}

/** What concerns the runtime itself (`AWS_LAMBDA_RUNTIME_API`, `LAMBDA_TASK_ROOT`) is left out: the command is none. */
function functionEnvironment({ path, function: lambda }: Place): Record<string, string> {
  const name = lambda?.name ?? path.replaceAll('/', '-');
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${lambda?.memoryMegabytes ?? 128}`,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local/[$LATEST]',
    TZ: ':UTC',
    ...(lambda?.runtime === undefined || lambda.runtime.startsWith('provided') ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}` }),
    ...(lambda?.handler === undefined ? {} : { _HANDLER: lambda.handler }),
  };
}

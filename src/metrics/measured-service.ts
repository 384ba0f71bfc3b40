/** What the metrics of a service are about. */
export interface MeasuredService {
  /** Those that take requests, one after the other where a deployment shifts from one to the other. */
  readonly targetGroups: TargetGroupDimensions[];
  /** Whether others stand behind the load balancer too. */
  readonly isShared: boolean;
  /** Servers that run at all times. */
  readonly leastServers: number;
  readonly processors: {
    readonly namespace: 'AWS/EC2' | 'AWS/ECS';
    readonly dimensionsMap: Record<string, string>;
  };
}

/** Made once: metrics of equal dimensions are the same only where their tokens are. */
interface TargetGroupDimensions {
  readonly TargetGroup: string;
  readonly LoadBalancer: string;
}

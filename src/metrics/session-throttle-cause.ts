/** Why DynamoDB throttles a request. */
export enum SessionThrottleCause {
  /** The table is provisioned, and its capacity was exceeded. */
  PROVISIONED_THROUGHPUT = 'ProvisionedThroughput',

  /** The table is on-demand, and the maximum that was set for it was exceeded. */
  MAX_ON_DEMAND_THROUGHPUT = 'MaxOnDemandThroughput',

  /** One partition was exceeded: traffic grew faster than the table, or one session is requested too often. */
  KEY_RANGE_THROUGHPUT = 'KeyRangeThroughput',

  /** A quota of the account for this region was exceeded. */
  ACCOUNT_LIMIT = 'AccountLimit',
}

/** US dollars in us-east-1, as docs/reference/prices.md holds them with their sources. */
export const PRICES = {
  natGatewayHour: 0.045,
  natGatewayGigabyte: 0.045,
  loadBalancerHour: 0.0225,
  addressHour: 0.005,
  instanceHour: { 't3.micro': 0.0104 } as Record<string, number>,
  diskGigabyteMonth: 0.08,
  vcpuHour: 0.04048,
  memoryGigabyteHour: 0.004445,
  alarmMonth: 0.10,
  metricMonth: 0.30,
};

export const HOURS_A_MONTH = 730;

/** What docs/reference/prices.md counts or estimates of an idle service. */
export const IDLE = {
  diskGigabytes: 8,
  scalingAlarms: 2,
  insightsMetrics: 25,
  accessLogs: 0.09,
  flowLogs: 0.10,
  otherLogs: 0.05,
};

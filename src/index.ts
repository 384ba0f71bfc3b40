export * from './load-balanced-session-service';
export * from './load-balanced-session-service-options';
export * from './session-capacity';
export * from './session-expiry';
export * from './session-store';
export * from './session-table';
export * from './session-table-grants';

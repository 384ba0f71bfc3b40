import { Box } from './svg';

/** Places that everything else is aligned with. */
export const VPC: Box = { x: 24, y: 196, width: 704, height: 444 };
export const ZONE = { x: 44, y: 228, width: 280, height: 400, gap: 12 };
export const PUBLIC: Pick<Box, 'y' | 'height'> = { y: 260, height: 126 };
export const PRIVATE: Pick<Box, 'y' | 'height'> = { y: 436, height: 180 };
export const NAT: Box = { x: 68, y: 292, width: 108, height: 80 };
export const BALANCER: Box = { x: 192, y: 292, width: 404, height: 80 };
export const GROUP: Box = { x: 62, y: 450, width: 536, height: 126 };
export const SERVER: Box = { x: 74, y: 460, width: 220, height: 82 };
export const ENDPOINT: Box = { x: 628, y: 465, width: 90, height: 72 };
export const INTERNET: Box = { x: 24, y: 92, width: 704, height: 40 };
export const GATEWAY: Box = { x: 68, y: 180, width: 320, height: 32 };

/** Installs the Composer packages of the examples that the tests run with PHP: `tsx examples/demo/install-php-packages.ts`. */
import * as path from 'node:path';
import { installComposerPackages } from './composer';

['php', 'php-locking'].forEach((name) => installComposerPackages(path.join(__dirname, '..', name)));

import * as http from 'node:http';
import * as path from 'node:path';
import { examples, ExampleServer, listen, stopServer } from './servers';
import { Visitor } from '../../conformance/visitor';

test('examples/fastify shows its instance even where plugins take long to load', async () => {
  const metadata = http.createServer(({ url }, response) => response.end(url?.endsWith('/instance-id') ? 'i-0123456789abcdef0' : 'a token'));
  const endpoint = await listen(metadata);
  const server = await ExampleServer.start(
    (port) => [process.execPath, '--require', path.join(__dirname, 'slow-plugin.js'), 'server.js', String(port)],
    path.join(examples, 'fastify'), { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint });
  try {
    expect(JSON.parse((await new Visitor(server.url).get('/session.json')).body)).toMatchObject({ server: 'i-0123456789abcdef0', name: null });
  } finally {
    await server.stop();
    await stopServer(metadata);
  }
});

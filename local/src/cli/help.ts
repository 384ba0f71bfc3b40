export const HELP = `Runs a synthesized session service on this computer: its table, its servers and its load balancer.

Usage: cdk-dynamodb-sessions-local [up] [options] -- COMMAND with {port} [--and [options] -- COMMAND ...]
       cdk-dynamodb-sessions-local explain | doctor [options] [-- COMMAND]

  cdk-dynamodb-sessions-local --app cdk.out --servers 2 -- php -S 127.0.0.1:{port} -t public

Commands:
  up                       run the service until Ctrl-C (what is done without a word)
  explain                  say what the assembly says: tables, permissions, variables, health check
  doctor                   say what is missing on this computer; exit code 1 if something is

Options:
  --app FOLDER             the cloud assembly that cdk synth wrote (default: cdk.out)
  --service PATH           which service, such as Demo/Web, where the assembly has several: a service, an
                           instance, a Lambda function, or a role
  --container NAME         which container of its task, where it has several
  --servers N              how many servers (default: as many as the template asks for)
  --port N                 port of the load balancer, 0 for any free one (default: 8080)
  --parameter NAME=VALUE   value of a template parameter; again for more
  --env NAME=VALUE         variable for every server, may hold {port}; again for more
  --data FOLDER            keep the tables in this folder (default: in memory)
  --endpoint URL           use the DynamoDB Local or LocalStack that runs there
  --dynamodb-port N        a port on which your own tools find the tables, with any key and without policies
  --start-timeout SECONDS  how long the servers may take until all are healthy (default: 60)
  --time-scale N           divides health check interval and deregistration delay (default: 10)
  --credentials-lifetime MINUTES
                           after so long a server's credentials end (default: 360)
  --latency MS             added to each call to a table
  --throttle PERCENT       so many calls are refused as by a table short of capacity
  --stale MS               reads that are not strongly consistent see the items as they were
  --errors PERCENT         so many calls get InternalServerError
  --resets PERCENT         so many calls get no answer
  --access-log FILE        append one JSON object for each call to a table
  --json                   for programs: what explain and doctor find, as one JSON object
  --verbose                show the stack trace of an error, and every line of the servers
  --and                    behind a command: options and command of one more service on the same tables
  -h, --help               show this
  -v, --version            show the version
`;

/** Address inside of each machine at which its relay to the table engine listens. */
export const tableAddress = '127.0.0.1:8000';

/** Variables of a service's user that are as awkward as one line of text can be. */
export const awkwardValues: Readonly<Record<string, string>> = {
  APP_SPACES: '  two  before, two  between, two after  ',
  APP_QUOTES: 'it\'s a "quoted" `value`, \'"`',
  APP_DOLLARS: '$HOME ${HOME} $(id) $$ $1 $',
  APP_PERCENTS: '100% %h %n %%',
  APP_BACKSLASHES: 'C:\\new\\table \\\\ \\" \\$HOME \\',
  APP_UNICODE: 'Zażółć gęślą 汉字 שלום 🦊',
  APP_SIGNS: '*?[a-z]{1,2}~ & | ; < > ( ) ! ^ = ,',
  APP_JSON: '{"driver": "dynamodb", "prefix": "a:b/c", "list": [1, 2]}',
  APP_HASH_INSIDE: 'before # after #',
  APP_HASH_FIRST: '# not a comment',
  APP_EMPTY: '',
  APP_LONG: 'ab cd '.repeat(500),
};

/** Values that cron jobs get only in part: pam_env, which hands them out, takes what follows a # for a comment. */
export const cutForCron: readonly string[] = Object.keys(awkwardValues).filter((name) => awkwardValues[name].includes('#'));

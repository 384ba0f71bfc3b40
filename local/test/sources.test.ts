import * as kit from '../src';

test('a program gets the kit, its parts and its error', () => {
  expect(Object.keys(kit).sort()).toEqual(['Kit', 'KitError', 'LoadBalancer', 'TableEngine', 'readBlueprint']);
});

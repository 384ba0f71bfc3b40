import { hiddenFields } from '../../conformance/form';

const page = `
<form method="post" action="/search"><input type="hidden" name="token" value="of the search"></form>
<form method="post" action="http://127.0.0.1:8080/login">
  <div><input name='_csrf' value='a&amp;b&#39;&#x3D;' type=hidden autocomplete=off></div>
  <input type="text" name="name" value="typed"><input type="HIDDEN" name="empty">
</form>`;

test('a visitor posts the hidden fields of the form with that address, unescaped', () => {
  expect(hiddenFields(page, '/login')).toEqual({ _csrf: 'a&b\'=', empty: '' });
});

test('a visitor takes the fields of the first form for an address that is not on the page', () => {
  expect(hiddenFields(page, '/logout')).toEqual({ token: 'of the search' });
  expect(hiddenFields('<p>no form</p>', '/logout')).toEqual({});
});

<h1>Who are you?</h1>
<form method="post" action="/login">
<label for="name">User name</label>
<input id="name" name="name" required maxlength="60" autocomplete="username" autofocus>
<button>Log in</button>
</form>

<?php use function ProfileApp\escape; ?>
<div class="title">
<h1>Hello, <bdi><?= escape($name) ?></bdi></h1>
<form method="post" action="/logout"><button class="quiet">Log out</button></form>
</div>
<h2>Your profile</h2>
<?php if ($profile === []): ?>
<p class="empty">Nothing stored yet.</p>
<?php else: ?>
<table>
<thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
<tbody>
<?php foreach ($profile as $key => $value): ?>
<tr><th scope="row"><?= escape((string) $key) ?></th><td><?= escape($value) ?></td></tr>
<?php endforeach ?>
</tbody>
</table>
<?php endif ?>
<form method="post" action="/profile">
<label for="key">Key</label>
<input id="key" name="key" required maxlength="60" autocomplete="off">
<label for="value">Value</label>
<textarea id="value" name="value" required maxlength="4096" rows="2"></textarea>
<button>Store</button>
</form>

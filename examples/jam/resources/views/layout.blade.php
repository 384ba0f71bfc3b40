@inject('server', 'App\Aws\ServerName')
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>@yield('title') · Profile app</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<p>This page was answered by</p>
<p class="server">{{ $server }}</p>
</header>
<main>
@yield('main')
</main>
<footer>
<p><a href="/">Load the page again</a>: another server may answer. The session is in DynamoDB, so each of them knows you.</p>
</footer>
</body>
</html>

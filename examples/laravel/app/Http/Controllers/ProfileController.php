<?php

namespace App\Http\Controllers;

use App\Aws\ServerName;
use App\Http\Requests\LoginRequest;
use App\Http\Requests\StoreEntryRequest;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\RedirectResponse;
use Illuminate\Http\Request;
use Illuminate\View\View;

class ProfileController
{
    private const MAXIMUM_ENTRIES = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item

    public function home(Request $request): View
    {
        if ($request->session()->missing('name')) {
            return view('login');
        }

        return view('profile', $request->session()->only(['name', 'profile']));
    }

    public function session(Request $request, ServerName $serverName): JsonResponse
    {
        $session = $request->session();

        return response()->json([
            'server' => (string) $serverName,
            'sessionId' => $session->has('name') ? $session->getId() : null,
            'name' => $session->get('name'),
            'profile' => (object) $session->get('profile'),
        ]);
    }

    public function login(LoginRequest $request): RedirectResponse
    {
        // an id that somebody planted before the login is worth nothing after it
        $request->session()->invalidate();
        $request->session()->put(['name' => $request->validated('name'), 'profile' => []]);
        $request->session()->regenerateToken();

        return to_route('home', status: 303);
    }

    public function store(StoreEntryRequest $request): RedirectResponse
    {
        if ($request->session()->has('name')) {
            // the profile as a whole: in the name of a session value, a key with dots would mean a path
            $profile = $request->session()->get('profile');
            $profile[$request->validated('key')] = $request->validated('value');
            abort_if(count($profile) > self::MAXIMUM_ENTRIES, 400, sprintf('A profile holds %d entries.', self::MAXIMUM_ENTRIES));
            $request->session()->put('profile', $profile);
        }

        return to_route('home', status: 303);
    }

    public function logout(Request $request): RedirectResponse
    {
        $request->session()->invalidate(); // deletes the item: the id is dead on every server
        $request->session()->regenerateToken();

        return to_route('home', status: 303);
    }
}

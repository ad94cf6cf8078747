# The user's own account.
settings-title = Settings
settings-saved = Saved.
settings-you = You
settings-name = Name
settings-id = User ID, to sign in with
settings-number = Number
settings-language = Language
settings-language-browser = As the browser
settings-zone = Time zone
settings-zone-hint = Days in the timeline are counted in it. Photos uploaded from now on whose camera noted no zone are read in it.
settings-zone-here = Use this device’s zone, { $zone }

settings-space = Space
settings-space-used = { $used } of { $capacity } used
settings-space-hint = What is in the bin counts too.

settings-password = Password
settings-password-current = Current password
settings-password-new = New password
settings-password-again = New password, once more
settings-password-length = { $least } to { $most } characters
settings-password-differs = The two new passwords differ.
settings-password-hint = You stay signed in here and are signed out everywhere else.
settings-password-change = Change password
settings-password-changed = Your password is changed. You are signed out on all other devices.

settings-sessions = Where you are signed in
settings-device = { $browser } on { $system }
settings-device-unknown = Unknown device
settings-session-this = This device
settings-session-used = Last used { $ago }.
settings-session-since = Signed in on { $date }.
settings-session-end = Sign out
settings-session-end-one = Sign out { $device }
settings-session-ended = { $device } is signed out.
settings-sign-out = Sign out
settings-sign-out-everywhere = Sign out everywhere
settings-sign-out-unsent-ask = Sign out before everything is sent?
settings-sign-out-unsent = { $count ->
    [one] One file has not been sent yet, and is forgotten here. The original stays where it is.
   *[other] { $count } files have not been sent yet, and are forgotten here. The originals stay where they are.
  }
settings-sign-out-everywhere-ask = Sign out everywhere?
settings-sign-out-everywhere-text = All devices are signed out, this one too. Personal access tokens stay valid.

settings-tokens = Personal access tokens
settings-tokens-hint = With a token a program of yours acts as you. Give each program its own, so that you can revoke it alone.
settings-token = Token
settings-token-new = New token
settings-token-make = Create
settings-token-name = Name
settings-token-name-hint = What it is for, such as “Backup script”.
settings-token-life = Valid for
settings-token-days = { $days } days
settings-token-never = Never expires.
settings-token-made = Created { $date }.
settings-token-ends = Expires { $date }.
settings-token-once = Copy this token now. It is not shown again.
settings-token-copy = Copy
settings-token-copied = Copied.
settings-token-use = Send it in the header “Authorization: Bearer …”. Treat it like a password.
settings-token-revoke = Revoke
settings-token-revoke-one = Revoke { $name }
settings-token-revoke-ask = Revoke “{ $name }”?
settings-token-revoke-text = Programs that use it are refused from now on.
settings-token-revoked = “{ $name }” is revoked.

settings-about = About
settings-about-version = Leporello { $version }
settings-about-text = Compatible with the album API of Huawei Cloud KooDrive (carrier edition). Not affiliated with Huawei Cloud KooDrive.
settings-about-docs = Interface documentation

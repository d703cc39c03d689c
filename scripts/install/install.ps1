# Installs club-agent for this user on Windows, without administrator rights:
#
#   irm https://the.hub/install.ps1 | iex
#   $env:CLUB_JOIN_CODE='CODE'; irm https://the.hub/install.ps1 | iex        and shares this machine
#   $env:CLUB_UNINSTALL='yes'; irm https://the.hub/install.ps1 | iex         removes it with its settings
$ErrorActionPreference = 'Stop'
$from = ''
$hub = ''
if ($env:CLUB_INSTALL_FROM) { $from = $env:CLUB_INSTALL_FROM }
$dir = Join-Path $env:LOCALAPPDATA 'Programs\club'
$program = Join-Path $dir 'club-agent.exe'

if ($env:CLUB_UNINSTALL) {
  if (Test-Path $program) {
    & $program service uninstall 2>$null
    & $program drain 2>$null
  }
  $folders = $dir, (Join-Path $env:APPDATA 'club'), (Join-Path $env:LOCALAPPDATA 'club')
  foreach ($folder in $folders) { if (Test-Path $folder) { Remove-Item -Recurse -Force $folder } }
  Write-Host 'club-agent, its settings and its key are gone. The key stays valid at the hub until it is revoked there.'
  return
}

if (-not $from) { throw 'Say where the files are: $env:CLUB_INSTALL_FROM = "https://the.hub/install"' }
$name = 'club-agent-win32-x64.exe.gz'
New-Item -ItemType Directory -Force $dir | Out-Null
$packed = Join-Path $dir $name
$draft = Join-Path $dir 'club-agent.new.exe'
try {
  Write-Host "Fetching $from/$name"
  $sums = (Invoke-WebRequest -UseBasicParsing "$from/SHA256SUMS").Content
  if ($sums -is [byte[]]) { $sums = [Text.Encoding]::ASCII.GetString($sums) }
  $line = $sums -split "`n" | Where-Object { $_.EndsWith("  $name") }
  if (-not $line) { throw "$from has no $name." }
  Invoke-WebRequest -UseBasicParsing "$from/$name" -OutFile $packed
  if ((Get-FileHash -Algorithm SHA256 $packed).Hash -ne $line.Split(' ')[0]) {
    throw "$name is not what its checksum says. Nothing was installed."
  }
  $in = [IO.Compression.GZipStream]::new([IO.File]::OpenRead($packed), [IO.Compression.CompressionMode]::Decompress)
  $out = [IO.File]::Create($draft)
  try { $in.CopyTo($out) } finally { $out.Dispose(); $in.Dispose() }
  $version = & $draft --version
  if ($LASTEXITCODE -ne 0) { throw 'club-agent does not start here. Nothing was installed.' }
  Move-Item -Force $draft $program
} finally {
  Remove-Item -Force -ErrorAction SilentlyContinue $packed, $draft
}
Write-Host "Installed $program, version $version."
if ($env:CLUB_JOIN_CODE) {
  $options = @()
  if ($hub.StartsWith('http://')) { $options += '--insecure' }
  & $program join $hub @options
}

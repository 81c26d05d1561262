# Runs the Pester tests on the staged module. Started by 'cargo xtask test' in a fresh process, which sets the ENTRA_REVOKE_ variables.
param(
    # Only tests whose full name is like this.
    [string] $Name = '*'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

foreach ($variable in 'ENTRA_REVOKE_MODULE', 'ENTRA_REVOKE_SIMULATOR', 'ENTRA_REVOKE_LIBRARY', 'ENTRA_REVOKE_PESTER') {
    if (-not [Environment]::GetEnvironmentVariable($variable)) {
        throw "$variable is not set. Run: cargo xtask test --only powershell"
    }
}
# The module finds its library by itself; what the other suites are told must not help it.
Remove-Item -Path Env:ENTRA_REVOKE_LIBRARY

Import-Module -Name (Join-Path $env:ENTRA_REVOKE_PESTER 'Pester.psd1')
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $Name
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration
exit [Math]::Min($result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount, 100)

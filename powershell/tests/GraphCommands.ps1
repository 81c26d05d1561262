# Commands that scripts use beside ours, under the names of the Graph SDK's, with the parameters and properties that scripts
# rely on. They ask the simulated service over HTTP, with the token in $graphToken.

# One request to Microsoft Graph. What it refuses is a non-terminating error, as with the SDK.
function Invoke-Graph {
    [CmdletBinding()]
    param([string] $Path, [string] $Method = 'Get', $Body)

    $request = @{
        Uri                = if ($Path -like 'http*') { $Path } else { "$($simulator.graph)/v1.0/$Path" }
        Method             = $Method
        Headers            = @{ Authorization = "Bearer $graphToken" }
        NoProxy            = $true
        SkipHttpErrorCheck = $true
        StatusCodeVariable = 'status'
    }
    if ($null -ne $Body) { $request += @{ Body = ConvertTo-Json -InputObject $Body; ContentType = 'application/json' } }
    $answer = Invoke-RestMethod @request
    if ($status -ge 400) {
        Write-Error -Message "[$($answer.error.code)] : $($answer.error.message)" -ErrorId $answer.error.code
    } else {
        $answer
    }
}

# The first page, or with -All every page.
function Get-GraphList {
    [CmdletBinding()]
    param([string] $Path, [string] $Filter, [switch] $All)

    $next = if ($Filter) { '{0}?$filter={1}' -f $Path, [uri]::EscapeDataString($Filter) } else { $Path }
    while ($next) {
        $page = Invoke-Graph $next
        if ($page) { $page.value }
        $next = if ($All -and $page -and $page.PSObject.Properties['@odata.nextLink']) { $page.'@odata.nextLink' }
    }
}

function ConvertTo-GraphUser {
    param([Parameter(ValueFromPipeline)] $User)

    process {
        [pscustomobject] @{
            PSTypeName        = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser'
            Id                = $User.id
            UserPrincipalName = $User.userPrincipalName
            DisplayName       = $User.displayName
            Mail              = $User.mail
            # Not among the properties that the service gives without being asked.
            UserType          = $null
            AccountEnabled    = $null
        }
    }
}

# What the SDK makes of a directory object of any kind: its own properties are among the additional ones.
function ConvertTo-GraphDirectoryObject {
    param([Parameter(ValueFromPipeline)] $Item)

    process {
        $more = [System.Collections.Generic.Dictionary[string, object]]::new()
        foreach ($property in $Item.PSObject.Properties) {
            if ($property.Name -ne 'id') { $more[$property.Name] = $property.Value }
        }
        [pscustomobject] @{
            PSTypeName           = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject'
            Id                   = $Item.id
            DeletedDateTime      = $null
            AdditionalProperties = $more
        }
    }
}

function Get-MgUser {
    [CmdletBinding(DefaultParameterSetName = 'List', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'Get', Mandatory)] [string] $UserId,
        [Parameter(ParameterSetName = 'List')] [string] $Filter,
        [Parameter(ParameterSetName = 'List')] [switch] $All
    )

    if ($UserId) {
        Invoke-Graph "users/$([uri]::EscapeDataString($UserId))" | ConvertTo-GraphUser
    } else {
        Get-GraphList 'users' -Filter $Filter -All:$All | ConvertTo-GraphUser
    }
}

function Get-MgGroupMember {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory)] [string] $GroupId, [switch] $All)

    Get-GraphList "groups/$GroupId/members" -All:$All | ConvertTo-GraphDirectoryObject
}

function Get-MgRiskyUser {
    [CmdletBinding(PositionalBinding = $false)]
    param([string] $Filter, [switch] $All)

    Get-GraphList 'identityProtection/riskyUsers' -Filter $Filter -All:$All | ForEach-Object {
        [pscustomobject] @{
            PSTypeName        = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphRiskyUser'
            Id                = $_.id
            UserPrincipalName = $_.userPrincipalName
            UserDisplayName   = $_.userDisplayName
            RiskLevel         = $_.riskLevel
            RiskState         = $_.riskState
            RiskDetail        = $_.riskDetail
            IsDeleted         = $_.isDeleted
        }
    }
}

function Get-MgUserRegisteredDevice {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory)] [string] $UserId, [switch] $All)

    Get-GraphList "users/$([uri]::EscapeDataString($UserId))/registeredDevices" -All:$All | ConvertTo-GraphDirectoryObject
}

function Update-MgUser {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory)] [string] $UserId, [Parameter(Mandatory)] [switch] $AccountEnabled)

    $null = Invoke-Graph "users/$([uri]::EscapeDataString($UserId))" -Method Patch -Body @{ accountEnabled = [bool] $AccountEnabled }
}

function Update-MgDevice {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory)] [string] $DeviceId, [Parameter(Mandatory)] [switch] $AccountEnabled)

    $null = Invoke-Graph "devices/$DeviceId" -Method Patch -Body @{ accountEnabled = [bool] $AccountEnabled }
}

# Of the AzureAD module that came before the Graph SDK.
function Get-AzureADUser {
    [CmdletBinding()]
    param([string] $SearchString)

    Get-GraphList 'users' -Filter "startsWith(userPrincipalName,'$SearchString')" | ForEach-Object {
        [pscustomobject] @{ ObjectId = $_.id; DisplayName = $_.displayName; UserPrincipalName = $_.userPrincipalName; UserType = $null }
    }
}

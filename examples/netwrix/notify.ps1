# SPDX-License-Identifier: Apache-2.0
<#
.SYNOPSIS
    Hands one mail to the Notification Gateway, from a job or a script of Identity Manager.
.DESCRIPTION
    Sends the request over HTTP, as docs/request-format.md describes it. Call it again with the same -Id after a failure:
    the gateway sends a request that comes twice once. Works with Windows PowerShell 5.1 and PowerShell 7.
.EXAMPLE
    ./notify.ps1 -To amara.okafor@contoso.com -Subject 'Your access review' -Text 'Please review it by Friday.' -Id review-2026-11-27
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string[]] $To,
    [Parameter(Mandatory)] [string] $Subject,
    [Parameter(Mandatory)] [string] $Text,
    [string] $Id = [guid]::NewGuid().ToString(),
    [string] $Sender = 'server',
    [string] $Url = 'http://127.0.0.1:8080',
    [string] $Key = $env:GATEWAY_KEY
)
$ErrorActionPreference = 'Stop'

$request = @{ id = $Id; sender = $Sender; to = @($To); subject = $Subject; text = $Text } | ConvertTo-Json -Depth 4
$headers = @{}
if ($Key) { $headers['Authorization'] = "Bearer $Key" }

# Bytes, since Windows PowerShell sends a string in another encoding than UTF-8.
$body = [System.Text.Encoding]::UTF8.GetBytes($request)
$answer = Invoke-RestMethod -Method Post -Uri "$Url/notifications" -ContentType 'application/json' -Headers $headers -Body $body
Write-Output "$($answer.status): $($answer.messageId)"

# Writes the help file of a staged module from the comments of its commands. It is what PowerShell makes of such a comment itself
# before it shows it, made by a part of it that is not public; the version is fixed, and a test compares what is shown.
param(
    [Parameter(Mandatory)]
    [string] $Module,

    [Parameter(Mandatory)]
    [string] $Path
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$files = Get-ChildItem -Path (Join-Path $Module 'commands') -Filter *.ps1 | Sort-Object -Property Name -Culture ''
foreach ($file in $files) { . $file.FullName }

$hidden = [System.Reflection.BindingFlags] 'Instance, Static, NonPublic'
$parser = [psobject].Assembly.GetType('System.Management.Automation.HelpCommentsParser')
$find = $parser.GetMethod('GetHelpCommentTokens', $hidden)
$create = $parser.GetConstructors($hidden) | Where-Object { $_.GetParameters().Count -eq 2 }
$read = $parser.GetMethod('AnalyzeCommentBlock', $hidden, @([System.Collections.Generic.List[System.Management.Automation.Language.Token]]))
$build = $parser.GetMethod('BuildXmlFromComments', $hidden)
$known = [System.Collections.Generic.Dictionary[System.Management.Automation.Language.Ast, System.Management.Automation.Language.Token[]]]::new()

$settings = [System.Xml.XmlWriterSettings] @{ Indent = $true; NewLineChars = "`n"; Encoding = [System.Text.UTF8Encoding]::new($false) }
$writer = [System.Xml.XmlWriter]::Create($Path, $settings)
$writer.WriteStartElement('helpItems', 'http://msh')
$writer.WriteAttributeString('schema', 'maml')
foreach ($file in $files) {
    $command = (Get-Command -Name $file.BaseName -CommandType Function).psobject.BaseObject
    $comments = $find.Invoke($null, @($command.ScriptBlock.Ast, $known))
    $help = $create.Invoke(@($command, $comments.Item2))
    if (-not $read.Invoke($help, @(, $comments.Item1))) { throw "The help of $($command.Name) can't be read." }
    $build.Invoke($help, @()).DocumentElement.WriteTo($writer)
}
$writer.WriteEndElement()
$writer.Dispose()

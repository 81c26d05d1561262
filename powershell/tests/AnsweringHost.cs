// A host that answers prompts in a given order and keeps what it is shown.
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

public sealed class AnsweringHost : PSHost
{
    private readonly AnsweringUI _ui;

    public AnsweringHost(string[] answers) => _ui = new AnsweringUI(answers);

    public List<string> Prompts => _ui.Prompts;
    public List<string> Lines => _ui.Lines;
    public List<ProgressRecord> Progress => _ui.Progress;
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name => nameof(AnsweringHost);
    public override Version Version { get; } = new(1, 0);
    public override PSHostUserInterface UI => _ui;
    public override void EnterNestedPrompt() => throw new NotImplementedException();
    public override void ExitNestedPrompt() => throw new NotImplementedException();
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }

    private sealed class AnsweringUI : PSHostUserInterface
    {
        private readonly Queue<string> _answers;

        internal AnsweringUI(string[] answers) => _answers = new Queue<string>(answers);

        internal List<string> Prompts { get; } = new();
        internal List<string> Lines { get; } = new();
        internal List<ProgressRecord> Progress { get; } = new();

        // A real console has such a thing; nothing here needs it.
        public override PSHostRawUserInterface RawUI => null;

        // A question without an answer left fails, and the pipeline with it.
        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Prompts.Add(message);
            var answer = _answers.Dequeue();
            return choices.Select(choice => choice.Label.Replace("&", "")).ToList().IndexOf(answer);
        }

        public override void WriteProgress(long sourceId, ProgressRecord record) => Progress.Add(record);
        public override void Write(string value) => Lines.Add(value);
        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Lines.Add(value);
        public override void WriteLine(string value) => Lines.Add(value);
        public override void WriteErrorLine(string value) => Lines.Add(value);
        public override void WriteDebugLine(string message) => Lines.Add(message);
        public override void WriteVerboseLine(string message) => Lines.Add(message);
        public override void WriteWarningLine(string message) => Lines.Add(message);
        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotImplementedException();
        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotImplementedException();
        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) => throw new NotImplementedException();
        public override string ReadLine() => throw new NotImplementedException();
        public override SecureString ReadLineAsSecureString() => throw new NotImplementedException();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace EntraRevoke.PowerShell;

/// <summary>Lists resources, page after page, and writes each page as it comes.</summary>
public abstract class GraphListCommand : GraphCommand
{
    /// <summary>Every page.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>So many at the most.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    /// <summary>So many in one page.</summary>
    [Parameter]
    [ValidateRange(1, 999)]
    public int PageSize { get; set; }

    /// <summary>So many are left out.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>OData filter.</summary>
    [Parameter]
    public string? Filter { get; set; }

    /// <summary>OData search.</summary>
    [Parameter]
    public string? Search { get; set; }

    /// <summary>OData order.</summary>
    [Parameter]
    public string[]? Sort { get; set; }

    /// <summary>Properties wanted.</summary>
    [Parameter]
    public string[]? Property { get; set; }

    /// <summary>Relations wanted.</summary>
    [Parameter]
    public string[]? ExpandProperty { get; set; }

    /// <summary>Name of a global variable for the count.</summary>
    [Parameter]
    public string? CountVariable { get; set; }

    /// <summary>eventual, for advanced queries.</summary>
    [Parameter]
    public string? ConsistencyLevel { get; set; }

    /// <summary>What is listed.</summary>
    internal abstract string Path { get; }

    /// <summary>The largest page that the service gives.</summary>
    internal virtual int LargestPage => Mentions("signInActivity") ? 500 : 999;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var headers = string.IsNullOrEmpty(ConsistencyLevel) ? Array.Empty<(string, string)>() : new[] { ("ConsistencyLevel", ConsistencyLevel!) };
        var left = Top > 0 && !All ? Top : int.MaxValue;
        string? next = Path + Query();
        while (next != null && Ask(next, headers) is { } page)
        {
            Count(page);
            foreach (var item in GraphQuery.Items(page).Take(left))
            {
                WriteObject(Model(item));
                left--;
            }

            next = (All || Top > 0) && left > 0 ? page.Text("@odata.nextLink") : null;
        }
    }

    /// <summary>The object that is written for one resource.</summary>
    internal abstract object Model(Dictionary<string, object?> resource);

    /// <summary>A model of this kind.</summary>
    internal static T Model<T>(Dictionary<string, object?> resource)
        where T : GraphModel, new()
    {
        var model = new T();
        model.Fill(resource);
        return model;
    }

    /// <summary>What the list asks for beside what the parameters say.</summary>
    internal virtual string? Selected => GraphQuery.Joined(Property);

    private string Query() => GraphQuery.Text(
        ("$select", Selected),
        ("$filter", Filter),
        ("$search", Search),
        ("$orderby", GraphQuery.Joined(Sort)),
        ("$expand", GraphQuery.Joined(ExpandProperty)),
        ("$skip", Skip > 0 ? $"{Skip}" : null),
        ("$count", string.IsNullOrEmpty(CountVariable) ? null : "true"),
        ("$top", PageOf() is { } size ? $"{size}" : null));

    /// <summary>The service's own where nothing is said; the largest where everything is wanted.</summary>
    private int? PageOf()
    {
        if (All)
        {
            return PageSize > 0 ? PageSize : LargestPage;
        }

        var most = PageSize > 0 ? PageSize : LargestPage;
        return Top > 0 ? Math.Min(Top, most) : PageSize > 0 ? PageSize : null;
    }

    private bool Mentions(string property) =>
        new[] { Filter, GraphQuery.Joined(Property), GraphQuery.Joined(Sort) }.Any(text => text?.IndexOf(property, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>In the global scope, as the Graph SDK does it; the first page alone has it.</summary>
    private void Count(Dictionary<string, object?> page)
    {
        if (!string.IsNullOrEmpty(CountVariable) && page.TryGetValue("@odata.count", out var count) && count is long number)
        {
            SessionState.PSVariable.Set("global:" + CountVariable, number <= int.MaxValue ? (object)(int)number : number);
        }
    }
}

using System.Globalization;
using System.Text;

namespace EntraRevoke.PowerShell;

/// <summary>A user's id or name as it was typed or copied.</summary>
internal static class UserText
{
    /// <summary>Without blanks and invisible characters around it, which come along when a text is copied.</summary>
    internal static string Clean(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsNothing(text[start]))
        {
            start++;
        }

        while (end > start && IsNothing(text[end - 1]))
        {
            end--;
        }

        return text.Substring(start, end - start);
    }

    /// <summary>Why a text can't be handed over to the library, which takes Unicode; null where it can.</summary>
    internal static string? Complaint(string text)
    {
        for (var place = 0; place < text.Length; place++)
        {
            if (char.IsSurrogatePair(text, place))
            {
                place++;
            }
            else if (char.IsSurrogate(text[place]))
            {
                return $"'{Shown(text)}' is not a user id: it has half a character in it (U+{(int)text[place]:X4}). Give an object id or a user principal name.";
            }
        }

        return null;
    }

    /// <summary>Safe to show: a character that controls a terminal or turns the line around is an attack on its reader.</summary>
    internal static string Shown(string text, int most = 80)
    {
        var shown = new StringBuilder();
        for (var place = 0; place < text.Length && shown.Length < most; place++)
        {
            if (char.IsSurrogatePair(text, place))
            {
                shown.Append(text, place++, 2);
                continue;
            }

            var isSafe = CharUnicodeInfo.GetUnicodeCategory(text, place) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            shown.Append(isSafe ? text[place] : '\ufffd');
        }

        return shown.Length < most ? shown.ToString() : shown.Append("...").ToString();
    }

    private static bool IsNothing(char sign) => char.IsWhiteSpace(sign) || (sign > 0x7f && char.GetUnicodeCategory(sign) == UnicodeCategory.Format);
}

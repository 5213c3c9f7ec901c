Attribute VB_Name = "Jixiao"
Option Explicit
' The ribbon commands of the add-in; they act on the active workbook. Nothing is decided here.
' ASCII only: captions live in the ribbon XML, messages in the settings sheet.

Public Sub JixiaoValidate(control As Object)
    RunButton "validate"
End Sub

Public Sub JixiaoScore(control As Object)
    RunButton "score"
End Sub

Public Sub JixiaoExportWord(control As Object)
    RunButton "export_word"
End Sub

Public Sub JixiaoUndoScore(control As Object)
    RunButton "undo_score"
End Sub

Private Sub RunButton(ByVal FunctionName As String)
#If Mac Then
    MsgBox AddinSetting("MSG_MAC"), vbInformation
#Else
    If ActiveWorkbook Is Nothing Then
        MsgBox AddinSetting("MSG_NO_WORKBOOK"), vbInformation
        Exit Sub
    End If
    ' A received workbook must not be able to name the program that is started.
    If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") Then
        MsgBox AddinSetting("MSG_FOREIGN_SETTINGS"), vbExclamation
        Exit Sub
    End If
    If Not xlwings.FileExists(GetConfig("INTERPRETER_WIN")) Then
        MsgBox AddinSetting("MSG_NO_PYTHON"), vbExclamation
        Exit Sub
    End If
    RunPython "from toolkit import buttons; buttons." & FunctionName & "()"
#End If
End Sub

Private Function AddinSetting(ByVal Key As String) As String
    Dim Cell As Range
    For Each Cell In ThisWorkbook.Worksheets(PROJECT_NAME & ".conf").Range("A1:A40").Cells
        If CStr(Cell.Value) = Key Then AddinSetting = CStr(Cell.Offset(0, 1).Value)
    Next Cell
End Function
